"""The same tuning in PyTorch, on one core: python3 reference.py CHECKPOINT REQUEST, which prints {losses, tokensPerSecond}.

CHECKPOINT is a folder that scripts/base-model/export.mjs wrote; REQUEST a JSON file of the first adapter's file, the steps with
their sequences, and the settings of the optimizer. Speed is of the processor time that this process took.
"""

import json
import math
import struct
import sys
import time

try:
    import torch
except ImportError:
    print(json.dumps({"missing": "torch"}))
    sys.exit()

from torch import nn
from torch.nn import functional

folder, request_file = sys.argv[1:]
sys.path.insert(0, folder)
from landfall_model import Body  # noqa: E402

torch.set_num_threads(1)


def tensors_of(file):
    with open(file, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
        data = bytearray(stream.read())
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(data, dtype=torch.float32, count=(d["data_offsets"][1] - d["data_offsets"][0]) // 4,
                               offset=d["data_offsets"][0]).view(d["shape"]).clone()
        for name, d in header.items()
    }


class Adapted(nn.Module):
    """A frozen linear layer with LoRA, as peft has it."""

    def __init__(self, linear, a, b, scale):
        super().__init__()
        self.linear, self.scale = linear, scale
        self.a, self.b = nn.Parameter(a), nn.Parameter(b)

    def forward(self, x):
        return self.linear(x) + self.scale * (x @ self.a.T) @ self.b.T


config = json.load(open(f"{folder}/config.json"))
request = json.load(open(request_file))
body = Body(config["vocab_size"], config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"],
            config["intermediate_size"])
body.load_state_dict({name.removeprefix("model."): t for name, t in tensors_of(f"{folder}/model.safetensors").items()})
body.requires_grad_(False)
adapter = tensors_of(request["adapterFile"])
learnt = []
for index, layer in enumerate(body.layers):
    for part, name in [(layer.self_attn, "qkv_proj"), (layer.self_attn, "o_proj"), (layer.mlp, "up_proj"), (layer.mlp, "down_proj")]:
        module = "self_attn" if part is layer.self_attn else "mlp"
        key = f"base_model.model.model.layers.{index}.{module}.{name}"
        adapted = Adapted(getattr(part, name), adapter[f"{key}.lora_A.weight"], adapter[f"{key}.lora_B.weight"], 2)
        setattr(part, name, adapted)
        learnt += [adapted.a, adapted.b]

settings = request["optimizer"]
optimizer = torch.optim.AdamW(learnt, lr=1, betas=(settings["beta1"], settings["beta2"]), eps=1e-8,
                              weight_decay=settings["decay"])
losses, tokens = [], 0
started = time.process_time()
for step, sequences in zip(range(len(request["steps"])), request["steps"]):
    longest = max(len(s["tokens"]) for s in sequences)
    ids = torch.tensor([s["tokens"] + [0] * (longest - len(s["tokens"])) for s in sequences])
    targets = torch.tensor([s["targets"] + [-1] * (longest - len(s["targets"])) for s in sequences])
    tokens += sum(len(s["tokens"]) for s in sequences)
    states = body(ids)[targets >= 0]  # as the kernels do: logits only where something is learnt
    loss = functional.cross_entropy(states @ body.embed_tokens.weight.T, targets[targets >= 0])
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(learnt, 1)
    for group in optimizer.param_groups:
        group["lr"] = request["rates"][step]
    optimizer.step()
    losses.append(loss.item())
    if step + 1 == request["measuredFrom"]:
        started, tokens = time.process_time(), 0
seconds = time.process_time() - started
print(json.dumps({"losses": losses, "tokensPerSecond": tokens / seconds}))
