"""The parts of scripts/model-zoo: what it builds, how it runs imagebeam, and how it compares."""
