"""Writes ../expressions.json: what numexpr makes of formulas, with t, s and max_f as Python's whole numbers."""

import json
import math
import pathlib
import warnings

import numexpr

FORMULAS = """
t|2*t+1|t-s|t*t-3|t/4|(t-9)/2|-t**2|t**2-2**t|2**3**2|(-2)**3|2**-1|t**0|t**3|t**0.5|t**2.5|t**2.0|(t+0.5)**2|2.0**t|(t+1)**-1.0
t%4|(t-9)%4|(t-9)%-4|t%-3|-7%3|7%-3|-7.5%2|(t-9.5)%3|7.5%-2|-t%3|-7%(t+1)|t%0|t%0.0|s%4294967293|7//2|-7//2|7.5//2
t<<2|1<<t|t>>1|s>>t|5<<1|5&3|5|1_000+t|0x1F+t|0b101|0o17|1e3+t|1.+t|.5*t|1_0.5|007.5
t>3|t>=3|t<3|t<=3|t==3|t!=3|t==3.0|(t>3)*2|(t>2)&(t<6)|(t<2)|(t>6)|~(t>4)|(t>3)*1.5+(t<=3)*0.25|(t>3)==1|True|False|True+True|-True|~5|~(1>0)|1<2<3|3<2<1
3 and 4|0 and 4|0 or 4|3 or 4|not True|not 0|1 if 3>2 else 2|t if 3>2 else 5|t if 3<2 else 5
sin(t)|cos(t/3)|tan(t/7)|arcsin(t/20)|arccos(t/20)|arctan(t-3)|sinh(t/5)|cosh(t/5)|tanh(t-4)|arcsinh(t-4)|arcsinh(0.001*t)|arccosh(t+1)|arctanh(t/20)
log(t+1)|log10(t+1)|log1p(t)|exp(t/3)|expm1(t/9)|sqrt(t)|sqrt(t-4)|abs(t-5)|abs(-3)|abs(-3.5)|floor(t/2.5)|ceil(t/3)|floor(-2.5)|ceil(-2.5)|real(t)|conj(t)|imag(t)|ones_like(t)
sum(t)|prod(t)|min(t)|max(t)|where(t>3,1,2)|where(t>3,t*0.5,-1)|where(True,2,3)|arctan2(t,3)|arctan2(-t,-3)|fmod(t,3)|fmod(-t,3)|fmod(t-4.5,2)
1/t|0/(t-3)|t/0|-1/t|(t-3)/(t-3)|sqrt(-1)|log(0*t)|log(t-3)
0.25 * cos((72 / 60 * 3.141 * (t + 0) / 30))**13 + 0.7|1.0025+0.002*sin(1.25*3.14*t/30)|-(sin(t*3.14/10)**50)*0.75+1|abs(sin(t/10))**0.5*(t%5)+(t>4)
9223372036854775807+t|t*9223372036854775807|t**50|3**(t*9)|s*s*s*s*s*s*s*s|2**(t-9)|max_f-t|s+t%4294967293|(max_f/2-t)**2
""".split("\n")
WRONG = """
t**-1|1/0|7%0|10**20|t+10**20|t//2|t^1|(t>3)^(t>4)|~t|1<t<9|t and 3|t or 3|not t|5.0&3|t&0.5|t<<0.5|pi*t|sinn(t)|round(t)|t(2)|2t|t t|(t|t)|t+|*t|sin()|where(1,2)|t..2|t,|@|007|(-8)**0.5|a.b|t if t|1<<-1
""".strip().split("|")
FRAMES = list(range(13))
S, MAX_F = 4294967290, 12


def number(value):
    value = float(value)
    return value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def evaluate(formula, t):
    return numexpr.evaluate(formula, local_dict={"t": t, "s": S, "max_f": MAX_F}).item()


warnings.simplefilter("ignore")
# "(t>2)|(t<6)" is one formula, so a bar splits only where both sides are balanced words of ours.
cases = []
for line in FORMULAS:
    for formula in filter(None, line.split("|")):
        cases.append({"formula": formula, "values": [number(evaluate(formula, t)) for t in FRAMES]})
for formula in ["(t<2)|(t>6)", "5|2"]:
    cases.append({"formula": formula, "values": [number(evaluate(formula, t)) for t in FRAMES]})
for formula in WRONG:
    try:
        value = evaluate(formula, 3)
        if not isinstance(value, complex):
            raise SystemExit(f"{formula} is {value}, not wrong")
        cases.append({"formula": formula, "error": "complex"})
    except Exception as error:
        cases.append({"formula": formula, "error": type(error).__name__})
out = {"source": f"numexpr {numexpr.__version__}", "s": S, "max_f": MAX_F, "cases": cases}
path = pathlib.Path(__file__).parent.parent / "expressions.json"
path.write_text(json.dumps(out, indent=None).replace('{"formula"', '\n{"formula"') + "\n")
print(len(cases), "cases")
