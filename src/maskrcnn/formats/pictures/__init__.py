"""Pictures of objects as formats: cut-outs, mattes and contact sheets."""
