"""The world the starter model knows: captioned pictures of our own, drawn with cairo."""
