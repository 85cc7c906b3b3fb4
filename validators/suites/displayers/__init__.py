"""The suite of displayers of Open Badges 3.0, from what they have shown of a kit of badges."""
