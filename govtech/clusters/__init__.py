"""Clusters: towns that join a need, and needs alike that could be met together."""
