/// A JSON object as the list of its members in their order.
///
/// Look-up is linear: configuration objects have few members, and a list is what keeps their order.
package struct JSONObject: Sendable, Equatable {
    /// One name with its value.
    package struct Member: Sendable, Equatable {
        /// Unique among the members of an object that was parsed.
        package let name: String
        /// What stands behind the name.
        package var value: JSONValue

        /// Makes a member.
        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// In the order of the text, or of their being added.
    package private(set) var members: [Member]

    /// An object of these members; the caller guarantees that no name is there twice.
    package init(members: [Member] = []) { self.members = members }

    /// The value of a member; setting nil removes it, setting a value replaces it in place or appends it.
    package subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end; the caller guarantees that the name is not there yet.
    package mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object of these members in their order; the names of a literal are there once.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(members: elements.map { Member(name: $0.0, value: $0.1) })
    }
}
