"""The transformer of local/vertex/model in PyTorch, with the names of its Hugging Face checkpoint."""

import torch
from torch import nn


def norm(x):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


def rotations(length, head):
    """Cosines and sines [length, head/2]: half of the pairs turn, with wavelengths from 6 to 6,400 tokens."""
    half = head // 2
    turning = half // 2
    position = torch.arange(length, dtype=torch.float32)[:, None]
    speeds = 1024.0 ** (-torch.arange(turning, dtype=torch.float32) / (turning - 1))
    angles = torch.cat([position * speeds, torch.zeros(length, half - turning)], 1)
    return angles.cos(), angles.sin()


def rotate(x, cosine, sine):
    low, high = x.chunk(2, -1)
    return torch.cat([low * cosine - high * sine, low * sine + high * cosine], -1)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv_proj = nn.Linear(width, 3 * width, bias=False)
        self.o_proj = nn.Linear(width, width, bias=False)
        self.key_gate = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        batch, length, width = x.shape
        query, key, value = self.qkv_proj(x).chunk(3, -1)
        before = torch.cat([torch.zeros_like(key[:, :1]), key[:, :-1]], 1)
        key = key + self.key_gate * (before - key)
        query, key, value = (
            part.view(batch, length, self.heads, -1).transpose(1, 2) for part in (query, key, value)
        )
        cosine, sine = rotations(length, width // self.heads)
        query, key = rotate(query, cosine, sine), rotate(key, cosine, sine)
        scores = query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5
        later = torch.ones(length, length, dtype=torch.bool).triu(1)
        mixed = scores.masked_fill(later, float("-inf")).softmax(-1) @ value
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, length, width))


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.up_proj = nn.Linear(width, hidden, bias=False)
        self.down_proj = nn.Linear(hidden, width, bias=False)

    def forward(self, x):
        return self.down_proj(torch.relu(self.up_proj(x)) ** 2)


class Layer(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.mlp = Mlp(width, hidden)

    def forward(self, x):
        x = x + self.self_attn(norm(x))
        return x + self.mlp(norm(x))


class Body(nn.Module):
    """Token ids [batch, length] to normed states. What stands after a sequence's end changes nothing before it."""

    def __init__(self, vocabulary, width, layers, heads, hidden):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(Layer(width, heads, hidden) for _ in range(layers))

    def forward(self, tokens):
        x = norm(self.embed_tokens(tokens))
        for layer in self.layers:
            x = layer(x)
        return norm(x)
