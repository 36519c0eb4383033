"""timm's network of that name, with random weights, channels last, on pixels in memory.

    torch_network.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH NAME
"""

import sys

import contender
import timm
import torch

network = contender.Network(sys.argv[1:])
(name,) = network.more
model = timm.create_model(name, pretrained=False).eval().to(memory_format=torch.channels_last)
pixels = torch.from_numpy(network.pixels()).permute(0, 3, 1, 2) / 127.5 - 1
pixels = pixels.contiguous(memory_format=torch.channels_last)


def run():
    with torch.inference_mode():
        model(pixels).numpy()


contender.serve_batches(run, network.batch)
