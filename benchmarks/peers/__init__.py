"""Other tools at a part of the same work; see README.md."""

from peers.measuring import PEERS, measure_peer, run_peer

__all__ = ["PEERS", "measure_peer", "run_peer"]
