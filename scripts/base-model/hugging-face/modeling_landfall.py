"""The checkpoint's classes for transformers: AutoModelForCausalLM.from_pretrained(FOLDER, trust_remote_code=True)."""

from torch.nn import functional
from transformers import PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutput

from .landfall_model import Body


class LandfallConfig(PretrainedConfig):
    model_type = "landfall"


class LandfallForCausalLM(PreTrainedModel):
    config_class = LandfallConfig

    def __init__(self, config):
        super().__init__(config)
        self.model = Body(
            config.vocab_size,
            config.hidden_size,
            config.num_hidden_layers,
            config.num_attention_heads,
            config.intermediate_size,
        )
        self.post_init()

    def get_input_embeddings(self):
        return self.model.embed_tokens

    def forward(self, input_ids, attention_mask=None, labels=None, **ignored):
        """Sequences are padded at their end, if at all: then no mask is needed, since attention is causal."""
        logits = self.model(input_ids) @ self.model.embed_tokens.weight.T
        loss = None
        if labels is not None:
            loss = functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
        return CausalLMOutput(loss=loss, logits=logits)
