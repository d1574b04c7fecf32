# `make demo` shows the library at work, `make example-flask` and `make example-django` show it in a dashboard, `make test`
# runs all that CI runs, `make docs` builds the documentation site. All need Python 3.11 or later and nothing else: a
# virtual environment is set up in .venv, Prometheus is taken from PATH or fetched into .tools. Single steps are tox's:
# `.venv/bin/tox l` lists them, `.venv/bin/tox run -e lint` runs one.

PYTHONS := $(shell scripts/find_pythons)
PYTHON := $(firstword $(PYTHONS))

.PHONY: demo docs example-flask example-django test

demo: .venv/demo-installed
	@[ -n "$$PROMETHEUS_URL" ] || PROMETHEUS_BIN=$$(scripts/get_prometheus) || exit 1; \
	export PROMETHEUS_BIN; exec .venv/bin/python examples/demo.py

example-flask example-django: example-%: .venv/examples-installed
	@[ -n "$$PROMETHEUS_URL" ] || PROMETHEUS_BIN=$$(scripts/get_prometheus) || exit 1; \
	export PROMETHEUS_BIN; exec .venv/bin/python examples/start.py $*

# The oldest Python runs the whole suite (environment `tests`), every other one all but the slow tests.
test: .venv/bin/tox
	@PROMETHEUS_BIN=$$(scripts/get_prometheus) || exit 1; export PROMETHEUS_BIN; \
	export TOX_SKIP_ENV=$$(.venv/bin/python -c 'import sys; print("py3%d" % sys.version_info.minor)'); \
	exec .venv/bin/tox run --discover $(PYTHONS)

docs: .venv/bin/tox
	@.venv/bin/tox run -e docs
	@echo "Open build/docs/index.html."

.venv/bin/tox: | .venv
	.venv/bin/python -m pip install --quiet 'tox >= 4.20'

.venv/demo-installed: setup.cfg | .venv
	.venv/bin/python -m pip install --quiet --editable . prometheus-client psutil
	touch $@

.venv/examples-installed: setup.cfg | .venv
	.venv/bin/python -m pip install --quiet --editable '.[flask,django]' gunicorn prometheus-client psutil
	touch $@

.venv:
	$(if $(PYTHON),,$(error Python 3.11 or later is needed, and scripts/find_pythons finds none))
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
