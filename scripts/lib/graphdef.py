"""Writes a frozen TensorFlow GraphDef: the few protocol buffer messages that it needs, no more.

The same calls give the same bytes: fields ascend by number, attributes by name.
"""

import enum
import struct

import numpy as np


class Type(enum.IntEnum):
    """tensorflow.DataType."""

    FLOAT = 1
    INT32 = 3
    UINT8 = 4
    STRING = 7


TYPES = {np.dtype("<f4"): Type.FLOAT, np.dtype("<i4"): Type.INT32, np.dtype("u1"): Type.UINT8}


class Shape(tuple):
    """The sizes of a tensor's dimensions."""


def _varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _field(number, value):
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _shape(shape):
    return b"".join(_field(2, _field(1, size)) for size in shape)


def _tensor(array):
    content = np.ascontiguousarray(array).tobytes()
    return _field(1, TYPES[array.dtype]) + _field(2, _shape(array.shape)) + _field(4, content)


def _attribute(value):
    match value:
        case Type():
            return _field(6, value)
        case bool():
            return _field(5, value)
        case int():
            return _field(3, value)
        case float():
            return _field(4, value)
        case str():
            return _field(2, value)
        case Shape():
            return _field(7, _shape(value))
        case list():
            return _field(1, _field(3, b"".join(map(_varint, value))))
        case np.ndarray():
            return _field(8, _tensor(value))
    raise TypeError(f"no attribute is a {type(value).__name__}")


class GraphDef:
    """Nodes in the order in which they were added; each call answers the node's name."""

    def __init__(self, producer):
        self._nodes = []
        self._versions = _field(4, _field(1, producer))

    def node(self, name, op, *inputs, **attributes):
        out = _field(1, name) + _field(2, op) + b"".join(_field(3, i) for i in inputs)
        for key, value in sorted(attributes.items()):
            out += _field(5, _field(1, key) + _field(2, _attribute(value)))
        self._nodes.append(_field(1, out))
        return name

    def const(self, name, value, dtype):
        array = np.asarray(value, dtype)
        return self.node(name, "Const", dtype=TYPES[array.dtype], value=array)

    def serialized(self):
        return b"".join(self._nodes) + self._versions
