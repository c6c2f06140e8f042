-- refuse 2: wants -- part: NAME
-- part: one two
id
