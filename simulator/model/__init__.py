"""The kernel: arrays of a pathway in, arrays of flows out; opens no file and knows no label."""
