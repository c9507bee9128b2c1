package io.toolstream.policy.model;

import io.toolstream.policy.torch.TorchArchive;
import java.util.List;

/// The TorchScript of a Qwen2 decoder.
///
/// Tensors `w`: embedding `[V, H]`, final norm `[H]`, then for each layer the norms, the fused projections
/// and their
/// bias,
/// see [Weight]; last the head `[V, H]` when untied. `cs`: cosines and sines of the rotary embedding
/// `[positions, D]`.
/// `kv`: for each layer keys and values `[slots, key heads, positions, D]`. `m`, `v`, `steps`: AdamW's state.
final class DecoderScript {
    /// Input norm, qkv weight, qkv bias, output projection, second norm, gate and up, down.
    static final int TENSORS_PER_LAYER = 7;

    private static final List<String> LISTS = List.of("w", "cs", "kv", "m", "v", "steps");

    private DecoderScript() {}

    static byte[] archive(ModelConfig config) {
        String source = (HEAD + BLOCKS + CACHED + TRAINING)
                .replace("$LAYERS", Integer.toString(config.layers()))
                .replace("$TPL", Integer.toString(TENSORS_PER_LAYER))
                .replace("$KVHEADS", Integer.toString(config.keyHeads()))
                .replace("$HEADS", Integer.toString(config.heads()))
                .replace("$GROUP", Integer.toString(config.heads() / config.keyHeads()))
                .replace("$D", Integer.toString(config.headSize()))
                .replace("$KD", Integer.toString(config.keyHeads() * config.headSize()))
                .replace("$H", Integer.toString(config.width()))
                .replace("$V", Integer.toString(config.vocabulary()))
                .replace("$EPS", Double.toString(config.normEpsilon()))
                .replace("$OUT", Integer.toString(config.tied() ? 0 : Weight.tensors(config) - 1));
        return TorchArchive.of("Decoder", source, LISTS);
    }

    private static final String HEAD = """
            class Decoder(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              w : List[Tensor]
              cs : List[Tensor]
              kv : List[Tensor]
              m : List[Tensor]
              v : List[Tensor]
              steps : List[Tensor]
              def set_weights(self: __torch__.Decoder, w: List[Tensor], cs: List[Tensor]) -> Tensor:
                self.w = w
                self.cs = cs
                return cs[0]
              def take(self: __torch__.Decoder, w: List[Tensor]) -> Tensor:
                torch._foreach_copy_(self.w, w)
                return w[0]
              def set_cache(self: __torch__.Decoder, kv: List[Tensor]) -> Tensor:
                self.kv = kv
                return kv[0]
              def set_optimizer(self: __torch__.Decoder, m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
                self.m = m
                self.v = v
                self.steps = steps
                return steps[0]
            """;

    private static final String BLOCKS = """
              def rope(self: __torch__.Decoder, x: Tensor, c: Tensor, s: Tensor) -> Tensor:
                x1, x2 = torch.chunk(x, 2, -1)
                return x * c + torch.cat([-x2, x1], -1) * s
              def mlp(self: __torch__.Decoder, x: Tensor, wgu: Tensor, wd: Tensor) -> Tensor:
                g, u = torch.chunk(torch.linear(x, wgu), 2, -1)
                return torch.linear(torch.silu(g) * u, wd)
              def layer(self: __torch__.Decoder, x: Tensor, l: int, c: Tensor, s: Tensor) -> Tensor:
                w = self.w
                o = 2 + l * $TPL
                B = x.size(0)
                T = x.size(1)
                h = torch.rms_norm(x, [$H], w[o], $EPS)
                q, k, v = torch.split_with_sizes(torch.linear(h, w[o + 1], w[o + 2]), [$H, $KD, $KD], -1)
                q2 = self.rope(torch.transpose(q.view([B, T, $HEADS, $D]), 1, 2), c, s)
                k2 = self.rope(torch.transpose(k.view([B, T, $KVHEADS, $D]), 1, 2), c, s)
                v2 = torch.transpose(v.view([B, T, $KVHEADS, $D]), 1, 2)
                kk = k2.unsqueeze(2).expand([B, $KVHEADS, $GROUP, T, $D]).reshape([B, $HEADS, T, $D])
                vv = v2.unsqueeze(2).expand([B, $KVHEADS, $GROUP, T, $D]).reshape([B, $HEADS, T, $D])
                a = torch.scaled_dot_product_attention(q2, kk, vv, None, 0.0, True)
                x = x + torch.linear(torch.transpose(a, 1, 2).reshape([B, T, $H]), w[o + 3])
                return x + self.mlp(torch.rms_norm(x, [$H], w[o + 4], $EPS), w[o + 5], w[o + 6])
              def logits(self: __torch__.Decoder, tok: Tensor) -> Tensor:
                T = tok.size(1)
                x = torch.embedding(self.w[0], tok)
                c = torch.slice(self.cs[0], 0, 0, T)
                s = torch.slice(self.cs[1], 0, 0, T)
                for l in range($LAYERS):
                  x = self.layer(x, l, c, s)
                x = torch.rms_norm(x, [$H], self.w[1], $EPS)
                return torch.linear(x, self.w[$OUT])
              def scored(self: __torch__.Decoder, tok: Tensor) -> Tuple[Tensor, Tensor]:
                T = tok.size(1)
                lg = torch.slice(self.logits(tok), 1, 0, T - 1)
                lp = torch.log_softmax(lg, -1)
                target = torch.slice(tok, 1, 1, T).unsqueeze(-1)
                entropy = -torch.sum(torch.exp(torch.detach(lp)) * torch.detach(lp), [-1])
                return (torch.gather(lp, -1, target).squeeze(-1), entropy)
            """;

    private static final String CACHED = """
              def extend(self: __torch__.Decoder, tok: Tensor, slot: int, start: int) -> Tensor:
                w = self.w
                T = tok.size(1)
                end = start + T
                x = torch.embedding(w[0], tok)
                c = torch.slice(self.cs[0], 0, start, end)
                s = torch.slice(self.cs[1], 0, start, end)
                mask = torch.le(torch.arange(end), torch.arange(T).view([T, 1]) + start)
                for l in range($LAYERS):
                  o = 2 + l * $TPL
                  h = torch.rms_norm(x, [$H], w[o], $EPS)
                  q, k, v = torch.split_with_sizes(torch.linear(h, w[o + 1], w[o + 2]), [$H, $KD, $KD], -1)
                  q2 = self.rope(torch.transpose(q.view([1, T, $HEADS, $D]), 1, 2), c, s)
                  k2 = self.rope(torch.transpose(k.view([1, T, $KVHEADS, $D]), 1, 2), c, s)
                  kc = torch.slice(self.kv[2 * l], 0, slot, slot + 1)
                  vc = torch.slice(self.kv[2 * l + 1], 0, slot, slot + 1)
                  torch.copy_(torch.slice(kc, 2, start, end), k2)
                  torch.copy_(torch.slice(vc, 2, start, end), torch.transpose(v.view([1, T, $KVHEADS, $D]), 1, 2))
                  kk = torch.slice(kc, 2, 0, end).unsqueeze(2).expand([1, $KVHEADS, $GROUP, end, $D]).reshape([1, $HEADS, end, $D])
                  vv = torch.slice(vc, 2, 0, end).unsqueeze(2).expand([1, $KVHEADS, $GROUP, end, $D]).reshape([1, $HEADS, end, $D])
                  a = torch.scaled_dot_product_attention(q2, kk, vv, mask)
                  x = x + torch.linear(torch.transpose(a, 1, 2).reshape([1, T, $H]), w[o + 3])
                  x = x + self.mlp(torch.rms_norm(x, [$H], w[o + 4], $EPS), w[o + 5], w[o + 6])
                last = torch.slice(x, 1, T - 1, T).view([1, $H])
                return torch.linear(torch.rms_norm(last, [$H], w[1], $EPS), w[$OUT])
              def share(self: __torch__.Decoder, source: int, targets: Tensor, length: int) -> Tensor:
                for i in range(2 * $LAYERS):
                  c = torch.slice(self.kv[i], 2, 0, length)
                  row = torch.slice(c, 0, source, source + 1)
                  c[targets] = row.expand([targets.size(0), $KVHEADS, length, $D])
                return targets
              def decode(self: __torch__.Decoder, tok: Tensor, slots: Tensor, pos: Tensor, t: int) -> Tensor:
                w = self.w
                B = tok.size(0)
                x = torch.embedding(w[0], tok)
                c = torch.index_select(self.cs[0], 0, pos).view([B, 1, $D])
                s = torch.index_select(self.cs[1], 0, pos).view([B, 1, $D])
                mask = torch.le(torch.arange(t), pos.view([B, 1])).view([B, 1, 1, t])
                for l in range($LAYERS):
                  o = 2 + l * $TPL
                  h = torch.rms_norm(x, [$H], w[o], $EPS)
                  q, k, v = torch.split_with_sizes(torch.linear(h, w[o + 1], w[o + 2]), [$H, $KD, $KD], -1)
                  q2 = self.rope(q.view([B, $HEADS, $D]), c, s)
                  k2 = self.rope(k.view([B, $KVHEADS, $D]), c, s)
                  kc = self.kv[2 * l]
                  vc = self.kv[2 * l + 1]
                  kc[slots, :, pos] = k2
                  vc[slots, :, pos] = v.view([B, $KVHEADS, $D])
                  kk = torch.index_select(torch.slice(kc, 2, 0, t), 0, slots)
                  vv = torch.index_select(torch.slice(vc, 2, 0, t), 0, slots)
                  a = torch.scaled_dot_product_attention(q2.view([B, $KVHEADS, $GROUP, $D]), kk, vv, mask)
                  x = x + torch.linear(a.reshape([B, $H]), w[o + 3])
                  x = x + self.mlp(torch.rms_norm(x, [$H], w[o + 4], $EPS), w[o + 5], w[o + 6])
                return torch.linear(torch.rms_norm(x, [$H], w[1], $EPS), w[$OUT])
              def choose(self: __torch__.Decoder, lg: Tensor, bias: Tensor, u: Tensor, temperature: Tensor, top_p: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
                raw = torch.log_softmax(lg, -1)
                p, ix = torch.sort(torch.softmax((lg + bias) / temperature.view([-1, 1]), -1), -1, True)
                before = torch.cumsum(p, -1) - p
                p = torch.masked_fill(p, torch.ge(before, top_p.view([-1, 1])), 0.0)
                cum = torch.cumsum(p, -1)
                total = torch.slice(cum, 1, $V - 1, $V)
                j = torch.sum(torch.le(cum, u.view([-1, 1]) * total), [1], True)
                last = torch.sum(torch.gt(p, 0.0), [1], True) - 1
                j = torch.minimum(j, last)
                nt = torch.gather(ix, -1, j)
                sampled = torch.log(torch.gather(p, -1, j) / total)
                return (nt.squeeze(-1), torch.gather(raw, -1, nt).squeeze(-1), sampled.squeeze(-1))
            """;

    private static final String TRAINING = """
              def supervise(self: __torch__.Decoder, tok: Tensor, weight: Tensor, scale: float) -> Tuple[Tensor, Tensor]:
                torch.set_grad_enabled(True)
                lp, entropy = self.scored(tok)
                loss = -torch.sum(lp * weight)
                torch.backward([loss * scale])
                return (torch.detach(loss), torch.sum(entropy * torch.ne(weight, 0.0)))
              def improve(self: __torch__.Decoder, tok: Tensor, mask: Tensor, old: Tensor, adv: Tensor, low: float, high: float, dual: float, scale: float) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
                torch.set_grad_enabled(True)
                lp, entropy = self.scored(tok)
                delta = torch.clamp(lp - old, -20.0, 20.0)
                ratio = torch.exp(delta)
                plain = -adv * ratio
                clipped = -adv * torch.clamp(ratio, 1.0 - low, 1.0 + high)
                worst = torch.maximum(plain, clipped)
                bounded = torch.where(torch.lt(adv, 0.0), torch.minimum(worst, -adv * dual), worst)
                loss = torch.sum(bounded * mask)
                torch.backward([loss * scale])
                cut = torch.sum(torch.gt(clipped, plain) * mask)
                kl = torch.sum((torch.exp(torch.detach(delta)) - 1.0 - torch.detach(delta)) * mask)
                return (torch.detach(loss), torch.sum(entropy * mask), cut, kl)
              def gradients(self: __torch__.Decoder) -> List[Tensor]:
                gs = annotate(List[Tensor], [])
                for p in self.w:
                  g = p.grad
                  if g is not None:
                    gs.append(g)
                return gs
              def update(self: __torch__.Decoder, lr: float, beta1: float, beta2: float, eps: float, decay: float, clip: float) -> Tensor:
                torch.set_grad_enabled(False)
                gs = self.gradients()
                n = torch.norm(torch.stack(torch._foreach_norm(gs)))
                if bool(torch.isfinite(n)):
                  torch._foreach_mul_(gs, torch.clamp(torch.reciprocal(n + 1e-06) * clip, None, 1.0))
                  torch._foreach_add_(self.steps, 1.0)
                  torch._fused_adamw_(self.w, gs, self.m, self.v, annotate(List[Tensor], []), self.steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
                else:
                  pass
                torch._foreach_zero_(gs)
                torch.set_grad_enabled(True)
                return n
            """;
}
