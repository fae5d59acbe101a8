"""Questions: asked about a need or a case, answered for everybody."""
