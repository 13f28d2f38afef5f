-- Whoever is suspended in one org signs in to another where they may act.
GRANT SELECT (suspended_at) ON membership TO bellhop_platform;
