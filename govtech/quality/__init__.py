"""Quality: what a careful reader would find in a specification before it is fixed, by a list that coordinators edit."""
