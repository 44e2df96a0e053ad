"""What the four trainings share: averaged weights, one-cycle rate, resuming, saving."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch


def averaged(checkpoint: Path) -> dict[str, torch.Tensor]:
    """Weights of the running average in a last.pt, on the CPU."""
    state = torch.load(checkpoint, map_location="cpu")["average"]
    return {name.removeprefix("module."): value for name, value in state.items() if name != "n_averaged"}


class Run:
    """A network in training: resumes from OUT/last.pt, keeps an average of the weights, saves and reports now and then."""

    def __init__(self, net: torch.nn.Module, optimiser: torch.optim.Optimizer, rates: float | list[float], out: Path,
                 steps: int, warm: float, use_buffers: bool, clip: float):
        self.net, self.optimiser, self.last, self.steps, self.clip = net, optimiser, out / "last.pt", steps, clip
        self.average = torch.optim.swa_utils.AveragedModel(
            net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=use_buffers)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps + 1, pct_start=warm)
        self.step, self.costs, self.began = 0, [], time.time()
        out.mkdir(parents=True, exist_ok=True)
        if self.last.exists():
            state = torch.load(self.last, map_location=next(net.parameters()).device)
            for name in ("net", "average", "optimiser"):
                getattr(self, name).load_state_dict(state[name])
            self.step = state["step"]
        for _ in range(self.step):  # the rate of this step, also when the number of steps has changed
            self.schedule.step()

    def advance(self, cost: torch.Tensor, parts: tuple[torch.Tensor, ...] = ()) -> None:
        """One step down the gradient; `parts` of the cost, or the cost itself, are what is reported."""
        self.optimiser.zero_grad(set_to_none=True)
        cost.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), self.clip)
        self.optimiser.step(), self.schedule.step(), self.average.update_parameters(self.net)
        self.step += 1
        self.costs.append([float(part.detach()) for part in parts or (cost,)])

    def report(self, batch: int, every: int, save_every: int, validate: Callable[[torch.nn.Module], dict], **more: object) -> None:
        """Every so many steps prints the mean cost and the speed, saves with `more`, and validates the average."""
        if self.step % every == 0:
            speed = len(self.costs) * batch / (time.time() - self.began)
            print(self.step, self.steps, np.mean(self.costs[-every:], 0).round(3), f"{speed:.1f} a second", flush=True)
        if self.step % save_every == 0 or self.step == self.steps:
            state = {name: getattr(self, name).state_dict() for name in ("net", "average", "optimiser")}
            torch.save(state | {"step": self.step} | more, self.last)
            print(self.step, validate(self.average.module), flush=True)
