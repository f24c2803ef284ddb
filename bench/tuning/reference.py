"""The same tuning and decoding in PyTorch, on one core: python3 reference.py CHECKPOINT REQUEST, which prints
{losses, trainedPerSecond, decodedPerSecond}.

CHECKPOINT is a folder that scripts/base-model/export.mjs wrote; REQUEST a JSON file of the first adapter's file, the steps with
their sequences, the settings of the optimizer, and prompts with how many tokens to say after each. Speed is of the processor time that this process took.
"""

import json
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
from landfall_model import Body, norm, rotate, rotations  # noqa: E402

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


def read_on(body, ids, cache, context):
    """Token ids after those in the cache, which grows by them: one pass over their last state."""
    x = norm(body.embed_tokens(ids))
    begin = cache[0][0].shape[2] if cache else 0
    for index, layer in enumerate(body.layers):
        attention = layer.self_attn
        query, key, value = attention.qkv_proj(norm(x)).chunk(3, -1)
        known = cache[index] if index < len(cache) else None
        last = known[2] if known else torch.zeros_like(key[:, :1])
        raw, before = key[:, -1:], torch.cat([last, key[:, :-1]], 1)
        key = key + attention.key_gate * (before - key)
        batch, length, width = x.shape
        query, key, value = (
            part.view(batch, length, attention.heads, -1).transpose(1, 2) for part in (query, key, value)
        )
        cosine, sine = (table[begin : begin + length] for table in context)
        query, key = rotate(query, cosine, sine), rotate(key, cosine, sine)
        if known:
            key, value = torch.cat([known[0], key], 2), torch.cat([known[1], value], 2)
        scores = query @ key.transpose(-1, -2) / (width // attention.heads) ** 0.5
        if length > 1:
            scores = scores.masked_fill(torch.ones(length, length, dtype=torch.bool).triu(1), float("-inf"))
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, width)
        x = x + attention.o_proj(mixed)
        x = x + layer.mlp(norm(x))
        if known:
            cache[index] = (key, value, raw)
        else:
            cache.append((key, value, raw))
    return norm(x[:, -1]) @ body.embed_tokens.weight.T


@torch.no_grad()
def decode(body, questions, context):
    """@returns what is said after each prompt, the likeliest token each time, and tokens a second"""
    started, said = time.process_time(), []
    for question in questions:
        cache, answer = [], []
        ids = torch.tensor([question["prompt"]])
        for _ in range(question["count"]):
            token = read_on(body, ids, cache, context).argmax(-1, keepdim=True)
            answer.append(token.item())
            ids = token
        said.append(answer)
    return said, sum(question["count"] for question in questions) / (time.process_time() - started)


config = json.load(open(f"{folder}/config.json"))
request = json.load(open(request_file))
body = Body(config["vocab_size"], config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"],
            config["intermediate_size"])
body.load_state_dict({name.removeprefix("model."): t for name, t in tensors_of(f"{folder}/model.safetensors").items()})
body.requires_grad_(False)
head = config["hidden_size"] // config["num_attention_heads"]
said, decoded = decode(body, request["questions"], rotations(config["max_position_embeddings"], head))
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
print(json.dumps({"losses": losses, "trainedPerSecond": tokens / seconds, "said": said, "decodedPerSecond": decoded}))
