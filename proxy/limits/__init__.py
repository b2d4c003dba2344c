"""What an access key may do: its rules, the counters behind them, and the gate where a request passes both.

`proxy.handlers` asks the gate (`proxy.limits.gate`) for a visit at the begin of each request; a key without rules
gets one that does nothing.
"""
