-- refuse 5: cols: there is a part of this name at line 2
-- part: cols
id

-- part: cols
name
