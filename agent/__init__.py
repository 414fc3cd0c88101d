"""The wire: from captured bytes to a judged transfer."""
