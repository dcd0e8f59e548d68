"""The posterior of somebody who knows how the sample runners are made: what no estimator can beat."""
