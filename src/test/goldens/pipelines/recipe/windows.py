"""Words as Easel encodes them and diffusers does not: prompts of any length, and a clip skip for the negative prompt too.

Where diffusers cuts a prompt at 77 tokens, here it becomes windows of 75, each framed by start and end, filled up with the
tokenizer's padding, encoded alone and put one behind the other. The shorter of prompt and negative prompt is filled up
with empty windows.

Easel, as A1111, moves the words behind a comma that lies among the last 20 tokens of a full window into the next one.
That is not done here: prompts must not have a comma there.
"""

import torch

BACKTRACK = 20


def windows(tokenizer, text):
    ids = tokenizer(text or "", add_special_tokens=False).input_ids
    room = tokenizer.model_max_length - 2
    comma = tokenizer.convert_tokens_to_ids(",</w>")
    for end in range(room, len(ids), room):
        assert comma not in ids[end - BACKTRACK : end], f"a comma near token {end} of: {text}"
    for start in range(0, max(1, len(ids)), room):
        window = [tokenizer.bos_token_id, *ids[start : start + room], tokenizer.eos_token_id]
        yield window + [tokenizer.pad_token_id] * (room + 2 - len(window))


def filled_up(tokenizer, text, count):
    all_windows = list(windows(tokenizer, text))
    all_windows += list(windows(tokenizer, "")) * (count - len(all_windows))
    return [torch.tensor([window]) for window in all_windows]


def encode_sd(pipe, text, count, skip):
    """The last layer; or one that is skip layers earlier, then the final norm."""
    outputs = [pipe.text_encoder(ids, output_hidden_states=True) for ids in filled_up(pipe.tokenizer, text, count)]
    if skip == 0:
        return torch.cat([o.last_hidden_state for o in outputs], 1)
    norm = pipe.text_encoder.text_model.final_layer_norm
    return torch.cat([norm(o.hidden_states[-1 - skip]) for o in outputs], 1)


def encode_xl(pipe, text, count, skip):
    """Words of both encoders side by side, each its last layer but one; pooled from the first window (A1111 does so too)."""
    both = []
    for tokenizer, encoder in ((pipe.tokenizer, pipe.text_encoder), (pipe.tokenizer_2, pipe.text_encoder_2)):
        outputs = [encoder(ids, output_hidden_states=True) for ids in filled_up(tokenizer, text, count)]
        both.append(torch.cat([o.hidden_states[-2 - skip] for o in outputs], 1))
        pooled = outputs[0][0]
    return torch.cat(both, 2), pooled


def arguments(pipe, prompt, negative, skip):
    """What a pipeline takes in place of prompt, negative_prompt and clip_skip; skip is for both texts."""
    count = max(len(list(windows(pipe.tokenizer, text))) for text in (prompt, negative))
    if not hasattr(pipe, "text_encoder_2"):
        return {
            "prompt_embeds": encode_sd(pipe, prompt, count, skip),
            "negative_prompt_embeds": encode_sd(pipe, negative, count, skip),
        }
    words, pooled = encode_xl(pipe, prompt, count, skip)
    negative_words, negative_pooled = encode_xl(pipe, negative, count, skip)
    return {
        "prompt_embeds": words,
        "negative_prompt_embeds": negative_words,
        "pooled_prompt_embeds": pooled,
        "negative_pooled_prompt_embeds": negative_pooled,
    }
