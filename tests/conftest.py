"""Its place puts this folder on the path, so that tests find ``factories``."""
