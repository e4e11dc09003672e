# Everything a newcomer needs: `make demo` shows what it does, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OPENCV4 := .opencv4
# As many tests at once as there are cores, each on one: whoever is done takes over from the others.
PYTEST := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 OPENCV_FOR_THREADS_NUM=1 \
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal
ON_OPENCV4 := tests/drawing tests/engines tests/explain tests/flow tests/networks tests/pipeline tests/rcnn \
	tests/models/tensorflow_graph tests/models/test_directory.py tests/models/test_stage_cache.py \
	tests/cli/test_explain.py tests/datasets/scenes tests/training/export/test_layers.py \
	tests/training/export/test_export_parity.py

.PHONY: demo test check tests tests-opencv4 docs clean

demo: $(VENV)/demo  ## segment the example photos and the example clip
	$(BIN)/maskrcnn examples/photos --output maskrcnn-results
	$(BIN)/maskrcnn examples/videos/photos.mp4 --output maskrcnn-results/photos.mp4 --track --every 2 --restart

test: check tests tests-opencv4  ## everything that CI runs

check: $(VENV)/dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

tests: $(VENV)/dev  ## the tests, on the newest OpenCV
	$(PYTEST)

tests-opencv4: $(OPENCV4)/done $(VENV)/dev  ## what OpenCV does, on 4.14 with contributed modules too
	PYTHONPATH=$(OPENCV4) $(PYTEST) $(ON_OPENCV4)

docs: $(VENV)/dev  ## the site, into site/
	$(BIN)/zensical build --clean

clean:
	rm -rf $(VENV) $(OPENCV4) site build dist maskrcnn-results

# Nothing is compiled beforehand: that is half of the work, and most of it is never imported.
$(VENV)/made:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/demo: $(VENV)/made pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --editable .
	touch $@

$(VENV)/dev: $(VENV)/made pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev]'
	touch $@

$(OPENCV4)/done: $(VENV)/dev
	$(BIN)/python -m pip install --quiet --no-deps --target $(OPENCV4) 'opencv-contrib-python-headless==4.14.*'
	touch $@
