"""Reads a state dict in PyTorch's legacy format (torch.save before 1.6) without torch."""

import collections
import pickle
import struct

import numpy as np


class StateDictUnpickler(pickle.Unpickler):
    """Knows the few names that a state dict needs, and refuses to import any other."""

    NAMES = {
        ("collections", "OrderedDict"): collections.OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): lambda *tensor: tensor,
        ("torch", "FloatStorage"): np.dtype("<f4"),
        ("torch", "LongStorage"): np.dtype("<i8"),
    }

    def find_class(self, module, name):
        if (module, name) not in self.NAMES:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a state dict")
        return self.NAMES[module, name]

    def persistent_load(self, pid):
        _, dtype, key, *_ = pid
        return dtype, key


def read(file):
    """The tensors by name, as float64 (each float32 is one exactly)."""
    # The first three pickles are a magic number, the protocol's version and the machine's sizes.
    *_, tensors, keys = [StateDictUnpickler(file).load() for _ in range(5)]
    dtypes = {key: dtype for (dtype, key), *_ in tensors.values()}
    storages = {}
    for key in keys:
        (count,) = struct.unpack("<q", file.read(8))
        storages[key] = np.frombuffer(file.read(count * dtypes[key].itemsize), dtypes[key])
    result = {}
    for name, ((dtype, key), offset, shape, strides, *_) in tensors.items():
        strides = [stride * dtype.itemsize for stride in strides]
        view = np.lib.stride_tricks.as_strided(storages[key][offset:], shape, strides)
        result[name] = view.astype(np.float64)
    return result
