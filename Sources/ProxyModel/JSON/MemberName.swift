/// Names of members that different readers of JSON may take for one another.
///
/// JSON compares names byte by byte, but many readers do not: some take capital letters for small ones, some fold
/// further letters of Unicode onto ASCII, and some drop NUL. Of two members that are one to them, most take the last.
package enum MemberName {
    /// Whether a name is not a known one, but may be taken for it.
    package static func isVariant(_ name: String, of known: String) -> Bool {
        !name.utf8.elementsEqual(known.utf8) && Folded(name).elementsEqual(Folded(known))
    }

    /// Whether an object has a member that may be taken for one of the known ones.
    package static func areAmbiguous(_ names: some Sequence<String>, in object: JSONObject) -> Bool {
        object.members.contains { member in names.contains { self.isVariant(member.name, of: $0) } }
    }

    /// The letters of a name as the most careless reader sees them, one by one: a difference ends the comparison.
    private struct Folded: Sequence, IteratorProtocol {
        private var rest: String.UnicodeScalarView.Iterator

        init(_ name: String) { self.rest = name.unicodeScalars.makeIterator() }

        mutating func next() -> UInt32? {
            while let letter = self.rest.next() {
                switch letter {
                case "\0": continue
                case "A"..."Z": return letter.value | 0x20
                // The long s and the Kelvin sign: the only letters whose folding is ASCII.
                case "\u{17F}": return 0x73
                case "\u{212A}": return 0x6B
                default: return letter.value
                }
            }
            return nil
        }
    }
}
