"""The forms that reports come in, each read from bytes to text.

Nothing in this package imports the rest of ``rag``: the child that reads one file imports it by its
own folder, so that a start costs the form's library and nothing else.
"""
