-- refuse 6: b: a part holds no comment, no part and no ;
-- part: a
id

-- part: b
{a}, name
