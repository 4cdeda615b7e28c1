internal import ArgumentParser

/// The forms in which a result is printed.
enum OutputForm: String, CaseIterable, ExpressibleByArgument {
    /// A table on a terminal, JSON otherwise.
    case auto
    case json, table, yaml, csv
}
