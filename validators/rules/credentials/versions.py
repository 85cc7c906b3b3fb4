"""The versions that rules of this family apply to. An Open Badges rule looks at the badges in a CLR too."""

OB3 = ("3.0",)
OB2 = ("2.0",)
OB1 = ("1.x",)
CLR2 = ("2.0",)
