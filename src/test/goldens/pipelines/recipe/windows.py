"""Prompts of any length, as Easel encodes them; diffusers cuts them at 77 tokens.

75 tokens a window, each framed by start and end, filled up with the tokenizer's padding, encoded alone and put one
behind the other. The shorter of prompt and negative prompt is filled up with empty windows.
"""

import torch


def windows(tokenizer, text):
    ids = tokenizer(text or "", add_special_tokens=False).input_ids
    room = tokenizer.model_max_length - 2
    for start in range(0, max(1, len(ids)), room):
        window = [tokenizer.bos_token_id, *ids[start : start + room], tokenizer.eos_token_id]
        yield window + [tokenizer.pad_token_id] * (room + 2 - len(window))


def encode_sd(pipe, text, count):
    all_windows = list(windows(pipe.tokenizer, text))
    all_windows += list(windows(pipe.tokenizer, "")) * (count - len(all_windows))
    return torch.cat([pipe.text_encoder(torch.tensor([w]))[0] for w in all_windows], 1)


def encode_xl(pipe, text, count):
    """Words of both encoders side by side, each its last layer but one; pooled from the first window (A1111 does so too)."""
    both = []
    for tokenizer, encoder in ((pipe.tokenizer, pipe.text_encoder), (pipe.tokenizer_2, pipe.text_encoder_2)):
        all_windows = list(windows(tokenizer, text))
        all_windows += list(windows(tokenizer, "")) * (count - len(all_windows))
        outputs = [encoder(torch.tensor([w]), output_hidden_states=True) for w in all_windows]
        both.append(torch.cat([o.hidden_states[-2] for o in outputs], 1))
        pooled = outputs[0][0]
    return torch.cat(both, 2), pooled


def arguments(pipe, prompt, negative):
    """What a pipeline takes in place of prompt and negative_prompt."""
    count = max(len(list(windows(pipe.tokenizer, text))) for text in (prompt, negative))
    if not hasattr(pipe, "text_encoder_2"):
        return {
            "prompt_embeds": encode_sd(pipe, prompt, count),
            "negative_prompt_embeds": encode_sd(pipe, negative, count),
        }
    words, pooled = encode_xl(pipe, prompt, count)
    negative_words, negative_pooled = encode_xl(pipe, negative, count)
    return {
        "prompt_embeds": words,
        "negative_prompt_embeds": negative_words,
        "pooled_prompt_embeds": pooled,
        "negative_pooled_prompt_embeds": negative_pooled,
    }
