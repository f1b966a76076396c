"""The same persona questions on other frameworks, each as its documentation shows; started by `bench.telegram`."""
