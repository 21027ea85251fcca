DROP INDEX sessions_live_idx;
