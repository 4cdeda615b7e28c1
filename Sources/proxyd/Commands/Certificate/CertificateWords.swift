/// What the words after a certificate's name mean; recipes were written with them in more than one order.
struct CertificateWords: Equatable {
    private(set) var domains: [String] = []
    private(set) var email: String?
    private(set) var isStaging: Bool?

    /// A word with `@` is the contact, one that says yes or no is staging, the others are names, with commas between.
    init(_ words: [String]) {
        for word in words {
            if word == "staging" || word == "production" {
                isStaging = word == "staging"
            } else if let choice = Choice.parse(word) {
                isStaging = choice
            } else if word.contains("@") {
                email = word
            } else {
                domains += word.split(separator: ",").map(\.trimmingSpaces).filter { !$0.isEmpty }
            }
        }
    }
}
