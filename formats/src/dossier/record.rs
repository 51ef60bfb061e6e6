/// The name of a field as written: its own, unless a literal stands before it.
macro_rules! written {
    ($field:ident) => {
        stringify!($field)
    };
    ($written:literal $field:ident) => {
        $written
    };
}
pub(crate) use written;

/// Declares a record that people write: its meaning and its fields, each with English and Japanese words.
///
/// From this one table come the type, its reader, its writer, its schema and its conversion into the core type, which must
/// have the same fields. A field of type `Option` or `Vec` may be left out, any other must be there.
macro_rules! record {
    (
        #[doc = $about_en:literal]
        #[doc = $about_ja:literal]
        $name:ident => $core:path $([$($extra:ident = $value:expr),+])? {
            $(
                #[doc = $en:literal]
                #[doc = $ja:literal]
                $($written:literal)? $field:ident : $kind:ty,
            )*
        }
    ) => {
        #[doc = $about_en]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            /// Where it was read; never written and no part of the published shape.
            pub place: terms::Place,
            $( #[doc = $en] pub $field: $kind, )*
        }

        impl $crate::dossier::Field for $name {
            fn read(node: &$crate::yaml::Node, at: &mut $crate::dossier::Reader<'_>) -> Option<Self> {
                at.entries(node, &[$( $crate::dossier::record::written!($($written)? $field) ),*])?;
                // Every field is read before the first missing one ends it, so that all complaints are heard.
                $( let $field = at.field::<$kind>(
                    node, $crate::dossier::record::written!($($written)? $field), [$en, $ja],
                ); )*
                Some($name { place: at.place(node.span), $( $field: $field?, )* })
            }

            fn write(&self) -> Option<$crate::yaml::Node> {
                let $name { place: _, $( $field, )* } = self;
                let entries = [$( (
                    $crate::dossier::record::written!($($written)? $field),
                    $crate::dossier::Field::write($field),
                ) ),*];
                Some($crate::yaml::Node::map(entries.into_iter().filter_map(|(key, node)| Some((key, node?)))))
            }

            fn schema(definitions: &mut $crate::dossier::Definitions) -> $crate::yaml::Node {
                definitions.add(stringify!($name), |definitions| {
                    let fields = [$( $crate::dossier::schema::FieldSchema {
                        name: $crate::dossier::record::written!($($written)? $field),
                        about: [$en, $ja],
                        required: <$kind as $crate::dossier::Field>::absent().is_none(),
                        schema: <$kind as $crate::dossier::Field>::schema(definitions),
                    } ),*];
                    $crate::dossier::schema::record_schema([$about_en, $about_ja], fields)
                })
            }
        }

        impl $crate::dossier::IntoCore for $name {
            type Core = $core;

            fn into_core(self) -> $core {
                let $name { place, $( $field, )* } = self;
                type Core = $core;
                Core {
                    place,
                    $( $field: $crate::dossier::IntoCore::into_core($field), )*
                    $($( $extra: $value, )+)?
                }
            }
        }
    };
}
pub(crate) use record;
