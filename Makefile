# make run · make test · make check: each sets up what it needs, once. Variables: PYTHON, HOST,
# PORT, DATA (a library's folder), ARGS.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench eval train lock wheel browser clean

UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
HOST ?= 127.0.0.1
PORT ?= 7860
DATA ?=
ARGS ?=
CASES := $(foreach name,qinshui wuzhai cross,eval/cases/$(name)_dev.jsonl)
# Several windows of one machine share its cores.
export TOKENIZERS_PARALLELISM ?= false

help:
	@echo "make run    打开网页 http://$(HOST):$(PORT)（可设 HOST、PORT、DATA）"
	@echo "make test   运行全部测试"
	@echo "make check  ruff、mypy、lint-imports"
	@echo "make bench  测量速度和内存          make eval   评测 reader 和 baseline"
	@echo "make train  训练嵌入模型（ARGS=…）  make lock   重新生成 requirements.lock"
	@echo "make wheel  打包                    make clean  删除环境和缓存"

setup: $(STAMP)

# uv takes its index and its folders of wheels from where pip takes them. The system's certificates
# are tried where uv's own do not do, and pip where uv cannot be had.
$(STAMP): requirements.lock pyproject.toml
	@set -eu; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  found=; \
	  for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14 python; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	    then found="$$python"; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "需要 Python 3.11 或更新的版本；请安装，或用 make PYTHON=/路径/python3.11 指明。" >&2; exit 1; \
	  fi; \
	  "$$found" -m venv --clear $(VENV) || { \
	    echo "$$found 不能建立虚拟环境；请安装 venv 模块（Debian：apt-get install python3-venv）。" >&2; exit 1; }; \
	fi; \
	pip="$(BIN)/python -m pip --disable-pip-version-check"; \
	ours() { $$pip config get "global.$$1" 2>/dev/null | tr '\n' ' ' || true; }; \
	links="$${UV_FIND_LINKS:-$${PIP_FIND_LINKS:-$$(ours find-links)}}"; \
	index="$${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-$${PIP_INDEX_URL:-$$(ours index-url)}}}"; \
	cert="$${SSL_CERT_FILE:-$${PIP_CERT:-$$(ours cert)}}"; \
	[ -z "$${links% }" ] || export UV_FIND_LINKS="$${links% }"; \
	[ -z "$${index% }" ] || export UV_DEFAULT_INDEX="$${index% }"; \
	[ -z "$${cert% }" ] || export SSL_CERT_FILE="$${cert% }"; \
	echo "安装依赖，第一次需要几分钟……"; \
	fast() { $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode "$$@"; }; \
	either() { fast "$$@" 2>/dev/null || UV_SYSTEM_CERTS=true fast "$$@"; }; \
	if $$pip install --quiet uv==$(UV_VERSION) && either -r requirements.lock && \
	   either --no-deps --editable .; then :; \
	else \
	  echo "uv 没有装成，改用 pip。" >&2; \
	  $$pip install --quiet --compile -r requirements.lock; \
	  $$pip install --quiet --no-deps --editable .; \
	fi; \
	$(BIN)/python -m compileall -q rag eval app.py; \
	touch $@

run: $(STAMP)
	@$(BIN)/python -m compileall -q rag
	@$(BIN)/wenbao ingest seeds $(if $(DATA),--data "$(DATA)")
	@exec $(BIN)/wenbao serve --host "$(HOST)" --port "$(PORT)" $(if $(DATA),--data "$(DATA)")

test: $(STAMP) browser
	$(BIN)/python -m pytest $(ARGS)

# The browser of the browser test, where Debian packages may be installed; elsewhere it is skipped.
browser:
	@if [ ! -x /usr/bin/chromium ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "安装 Chromium 和中文字体，供浏览器测试用……"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >/dev/null 2>&1 || \
	  echo "没有装成 Chromium，浏览器测试会跳过。" >&2; \
	fi

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(STAMP)
	$(BIN)/python -m eval.bench $(ARGS)

eval: $(STAMP)
	$(BIN)/python -m eval --cases $(CASES) --reports seeds \
	  --answerer reader --answerer baseline --out out/dev.jsonl $(ARGS)

train: $(STAMP)
	$(BIN)/python -m training $(ARGS)

# No addresses, no +cpu, no GPU packages: which build of torch is taken, with what it needs, is up
# to the machine that installs (UV_FIND_LINKS).
lock: $(STAMP)
	$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --quiet \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.lock $(ARGS)
	sed -i.old -E -e 's/\+cpu$$//' -e '/^(nvidia-|cuda-|triton=)/d' requirements.lock && rm requirements.lock.old

wheel: $(STAMP)
	$(BIN)/uv build --wheel --out-dir dist

clean:
	rm -rf $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
