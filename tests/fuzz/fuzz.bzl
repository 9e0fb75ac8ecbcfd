"""One fuzz target per parser family, and its corpus as an ordinary test."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

def fuzz_target(name, deps):
    """`name`.cc defines LLVMFuzzerTestOneInput, corpus/`name` holds its seeds and what was found.

    //tests/fuzz:name is the fuzzer (with --config=fuzz only), name_corpus_test runs the corpus once.
    """
    corpus = native.glob(["corpus/%s/*" % name])
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = [name + ".cc"],
        alwayslink = True,
        deps = deps + [":fuzz"],
    )
    cc_binary(
        name = name,
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [
            ":%s_target" % name,
            "//plugin:runtime",
        ],
    )
    cc_test(
        name = name + "_corpus_test",
        size = "small",
        srcs = ["replay.cc"],
        args = ["$(location %s)" % file for file in corpus],
        data = corpus,
        deps = [
            ":%s_target" % name,
            "//plugin:runtime",
        ],
    )
