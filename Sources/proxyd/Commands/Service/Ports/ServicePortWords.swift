internal import ProxyModel

/// Port, address and token of a port, told apart by what they look like: a recipe leaves out what it was not given.
struct ServicePortWords: Equatable {
    private(set) var port: UInt16?
    private(set) var bind: String?
    private(set) var sourceToken: String?

    /// Takes at most one of each; throws `CommandFailure` for one too many.
    init(_ words: [String]) throws(CommandFailure) {
        for (index, word) in words.enumerated() where !word.isEmpty {
            if index == 0, let number = UInt16(word) {
                port = number == 0 ? nil : number
            } else if bind == nil, word == "localhost" || AddressBlock.address(word) != nil {
                bind = word
            } else if sourceToken == nil, index > 0 {
                sourceToken = word
            } else {
                throw CommandFailure(
                    .usage, index == 0 ? "proxyd: '\(word)' is not a port" : "proxyd: there are too many arguments")
            }
        }
    }
}
