-- refuse 3: a: begins with none of SELECT
-- name: a one
PRAGMA user_version;
