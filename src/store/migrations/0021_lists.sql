-- The lists of what is under way and of what has a result (matter_list_all_open … in src/matter/matter.sql), newest first.
CREATE INDEX matter_open_list ON matter (area, updated, id) WHERE closed IS NULL AND outcome = '';
CREATE INDEX matter_open_place_list ON matter (area, place, updated, id) WHERE closed IS NULL AND outcome = '';
CREATE INDEX matter_done_list ON matter (area, updated, id) WHERE outcome <> '';
CREATE INDEX matter_done_place_list ON matter (area, place, updated, id) WHERE outcome <> '';
