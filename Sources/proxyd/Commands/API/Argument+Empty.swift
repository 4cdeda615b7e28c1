internal import ArgumentParser

// An empty argument stands for one that was not given. These initializers win over those of the library.

extension Argument where Value == String {
    /// An argument that has to be given; an empty one is refused.
    init(help: ArgumentHelp? = nil) {
        self.init(
            help: help, completion: nil,
            transform: { text in
                guard !text.isEmpty else { throw ValidationError("it is needed") }
                return text
            })
    }

    /// An argument with a default, which an empty one leaves.
    init(wrappedValue: String, help: ArgumentHelp? = nil) {
        self.init(
            wrappedValue: wrappedValue, help: help, completion: nil,
            transform: { $0.isEmpty ? wrappedValue : $0 })
    }
}

extension Argument where Value == Int {
    /// A number with a default, which an empty argument leaves.
    init(wrappedValue: Int, help: ArgumentHelp? = nil) {
        self.init(
            wrappedValue: wrappedValue, help: help, completion: nil,
            transform: { text in
                guard !text.isEmpty else { return wrappedValue }
                guard let number = Int(text) else { throw ValidationError("it is a number") }
                return number
            })
    }
}

extension Argument where Value == String? {
    /// A text that may be left out.
    init(help: ArgumentHelp? = nil) {
        let transform: @Sendable (String) throws -> String? = { $0.isEmpty ? nil : $0 }
        self.init(wrappedValue: String?.none, help: help, completion: nil, transform: transform)
    }
}

extension Argument {
    /// A number that may be left out.
    init<Number: FixedWidthInteger & ExpressibleByArgument & Sendable>(help: ArgumentHelp? = nil)
    where Value == Number? {
        let transform: @Sendable (String) throws -> Number? = { text in
            guard !text.isEmpty else { return nil }
            guard let number = Number(text) else { throw ValidationError("it is a number") }
            return number
        }
        self.init(wrappedValue: Number?.none, help: help, completion: nil, transform: transform)
    }
}
