-- A need entered on a firm's behalf: the account that checked it, the firm's own or a second one of the bureau; 0 = nobody yet.
ALTER TABLE fin_need ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;
