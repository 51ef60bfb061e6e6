//! Users, groups, roles and their policies (`get-account-authorization-details`).

use super::{Policy, Reader, Statement};
use crate::firewall::json_place::Places;
use crate::json::{Json, Next, Stop};

impl Reader<'_> {
    pub(super) fn identities(&mut self, key: &str) -> Result<(), Stop> {
        match key {
            "Policies" => self.each(Reader::managed),
            "UserDetailList" => self.each(|reader| reader.holder("UserName")),
            "GroupDetailList" => self.each(|reader| reader.holder("GroupName")),
            "RoleDetailList" => self.each(|reader| reader.holder("RoleName")),
            _ => self.json.skip(),
        }
    }

    fn each(&mut self, mut take: impl FnMut(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        if self.json.array()? {
            while self.json.element()? {
                take(self)?;
            }
            self.lists += 1;
        }
        self.known = self.lists == 4;
        Ok(())
    }

    /// A managed policy: only the version in force counts.
    fn managed(&mut self) -> Result<(), Stop> {
        let mut policy = Policy { line: self.line(), ..Policy::default() };
        let (mut versions, mut default) = (Vec::new(), String::new());
        let Reader { json, places, broken, .. } = self;
        json.fields(|json, key| {
            match key {
                "Arn" => policy.arn = json.text_or_empty()?.into_owned(),
                "PolicyName" => policy.name = json.text_or_empty()?.into_owned(),
                "DefaultVersionId" => default = json.text_or_empty()?.into_owned(),
                "PolicyVersionList" => json.list(|json| {
                    let (mut id, mut stands, mut statements) = (String::new(), false, None);
                    json.fields(|json, key| {
                        match key {
                            "VersionId" => id = json.text_or_empty()?.into_owned(),
                            "IsDefaultVersion" => stands = json.boolean()?.unwrap_or(false),
                            "Document" => statements = Some(document(json, places, broken)?),
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?;
                    versions.push((id, stands, statements));
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let version = versions.into_iter().find(|(id, stands, _)| *stands || (*id == default && !id.is_empty()));
        match version.and_then(|(.., statements)| statements) {
            Some(statements) => policy.statements = statements,
            None => *broken = true,
        }
        self.facts.policies.push(policy);
        Ok(())
    }

    /// A user, a group or a role.
    fn holder(&mut self, name_key: &str) -> Result<(), Stop> {
        let line = self.line();
        let (mut name, mut attached, mut inline, mut trust) = (String::new(), Vec::new(), Vec::new(), Vec::new());
        let Reader { json, places, broken, .. } = self;
        json.fields(|json, key| {
            match key {
                key if key == name_key => name = json.text_or_empty()?.into_owned(),
                "AttachedManagedPolicies" => json.list(|json| {
                    attached.push(json.text_of("PolicyArn")?.into_owned());
                    Ok(())
                })?,
                "UserPolicyList" | "GroupPolicyList" | "RolePolicyList" => {
                    json.list(|json| written_in(json, places, broken).map(|policy| inline.push(policy)))?;
                }
                "AssumeRolePolicyDocument" => trust = document(json, places, broken)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        *broken |= name.is_empty();
        let open = trust.iter().filter(|statement| statement.allows && statement.anybody);
        let open = open.map(|statement| (name.clone(), statement.line.max(line), statement.condition));
        self.facts.open_roles.extend(open);
        self.facts.attached.extend(attached.into_iter().map(|arn| (arn, name.clone(), line)));
        let inline = inline.into_iter().map(|policy| Policy { holder: Some(name.clone()), ..policy });
        self.facts.policies.extend(inline);
        Ok(())
    }
}

fn written_in(json: &mut Json<'_>, places: &mut Places, broken: &mut bool) -> Result<Policy, Stop> {
    let mut policy = Policy { line: here(json, places), ..Policy::default() };
    let mut given = false;
    json.fields(|json, key| {
        match key {
            "PolicyName" => policy.name = json.text_or_empty()?.into_owned(),
            "PolicyDocument" => {
                policy.statements = document(json, places, broken)?;
                given = true;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    *broken |= !given;
    Ok(policy)
}

fn here(json: &mut Json<'_>, places: &mut Places) -> u32 {
    let start = json.offset();
    places.span(json, start).line
}

/// The statements of a policy, which is an object, or a text that holds one, as it is or with `%` escapes.
pub(super) fn document(json: &mut Json<'_>, places: &mut Places, broken: &mut bool) -> Result<Vec<Statement>, Stop> {
    if json.peek()? != Next::String {
        return statements(json, Some(places), broken);
    }
    let line = here(json, places);
    let text = json.text_or_empty()?;
    let text = text.trim();
    let text = if text.starts_with('%') { unescaped(text) } else { text.as_bytes().to_vec() };
    let mut inner = Json::new(&text);
    let read = statements(&mut inner, None, broken);
    *broken |= read.is_err() || inner.defects.count() > 0;
    let mut read = read.unwrap_or_default();
    read.iter_mut().for_each(|statement| statement.line = line);
    Ok(read)
}

/// The bytes that `%` escapes stand for (RFC 3986, section 2.1).
pub(super) fn unescaped(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|_| byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(meant) => {
                out.push(meant);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn statements(json: &mut Json<'_>, mut places: Option<&mut Places>, broken: &mut bool) -> Result<Vec<Statement>, Stop> {
    let (mut found, mut known) = (Vec::new(), false);
    json.fields(|json, key| {
        if key != "Statement" {
            return Ok(false);
        }
        known = json.peek()? != Next::Null;
        // One statement may stand without a list around it.
        if json.peek()? == Next::Object {
            found.push(statement(json, places.as_deref_mut(), broken)?);
        } else {
            json.list(|json| statement(json, places.as_deref_mut(), broken).map(|one| found.push(one)))?;
        }
        Ok(true)
    })?;
    *broken |= !known;
    Ok(found)
}

fn statement(json: &mut Json<'_>, places: Option<&mut Places>, broken: &mut bool) -> Result<Statement, Stop> {
    let mut statement = Statement { line: places.map_or(0, |places| here(json, places)), ..Statement::default() };
    let mut effect = false;
    json.fields(|json, key| {
        match key {
            "Effect" => {
                let text = json.text_or_empty()?;
                (statement.allows, effect) = (text == "Allow", matches!(text.as_ref(), "Allow" | "Deny"));
            }
            "Action" => statement.actions = texts(json)?,
            "NotAction" => statement.not_actions = Some(texts(json)?),
            "Resource" => statement.resources = texts(json)?,
            "NotResource" => {
                statement.not_resources = true;
                json.skip()?;
            }
            "Principal" => statement.anybody = anybody(json)?,
            // Everybody but those named.
            "NotPrincipal" => {
                statement.anybody = true;
                json.skip()?;
            }
            "Condition" => {
                json.fields(|_, _| {
                    statement.condition = true;
                    Ok(false)
                })?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    *broken |= !effect;
    Ok(statement)
}

fn texts(json: &mut Json<'_>) -> Result<Vec<String>, Stop> {
    if json.peek()? != Next::Array {
        return Ok(json.text()?.map(|text| text.into_owned()).into_iter().collect());
    }
    let mut texts = Vec::new();
    json.list(|json| {
        texts.push(json.text_or_empty()?.into_owned());
        Ok(())
    })?;
    Ok(texts)
}

/// `"*"`, or `{"AWS": "*"}`, or a list that holds it.
fn anybody(json: &mut Json<'_>) -> Result<bool, Stop> {
    if json.peek()? != Next::Object {
        return Ok(texts(json)?.iter().any(|text| text == "*"));
    }
    let mut anybody = false;
    json.fields(|json, key| {
        let one = texts(json)?.iter().any(|text| text == "*");
        anybody |= one && key == "AWS";
        Ok(true)
    })?;
    Ok(anybody)
}
