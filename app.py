"""The page as a script: ``python app.py``, or ``gradio app.py`` to reload on every change.

Settings come from the environment (``WENBAO_*``); an empty library starts with the seed reports.
"""

from __future__ import annotations

import sys

from rag import page, wiring
from rag.errors import RagError
from rag.resources import resource

try:
    assistant = wiring.open()
    if not assistant.reports():
        assistant.ingest([resource("seeds")])
    demo = page.build(assistant)
    if __name__ == "__main__":
        page.launch(demo, on_ready=lambda url: print(f"问报已就绪：{url}", flush=True))  # noqa: T201
except RagError as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit(130)
