"""Finding papers that a survey may want: harvesting sources, ranking, recording what curators decide."""
