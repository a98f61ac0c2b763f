"""Training of the neural detector: examples, network, training loop, export to ONNX and calibration.

What comes out runs without torch: see :mod:`corrector.backends.tagger` and :mod:`corrector.detect.neural`.
"""
