"""From files to scores as timm's own scripts do it: its dataset, loader and transforms.

    timm_loader.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH NAME PICTURES
"""

import os
import sys

import contender
import timm
import timm.data
import torch

network = contender.Network(sys.argv[1:])
name, pictures = network.more
model = timm.create_model(name, pretrained=False).eval().to(memory_format=torch.channels_last)
loader = timm.data.create_loader(
    timm.data.create_dataset("", pictures),
    input_size=(3, network.height, network.width),
    batch_size=network.batch,
    use_prefetcher=False,
    num_workers=os.cpu_count(),
    persistent_workers=True,
    device=torch.device("cpu"),
)


def endlessly():
    while True:
        yield from loader


batches = endlessly()


def run(pictures):
    done = 0
    with torch.inference_mode():
        while done < pictures:
            pixels, _ = next(batches)
            model(pixels.contiguous(memory_format=torch.channels_last)).softmax(-1).numpy()
            done += len(pixels)
    return done


contender.serve(run, network.batch)
