"""How `mask-rcnn-nano` is made; `docs/nano.md` is its diary."""
