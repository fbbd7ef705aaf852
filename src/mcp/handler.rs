//! What the protocol asks, answered.

use std::sync::Arc;

use rmcp::{
    RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, CustomRequest, CustomResult,
        ErrorCode, ErrorData, Implementation, JsonObject, ListResourceTemplatesResult,
        ListResourcesResult, ListToolsResult, PaginatedRequestParams, ProgressNotificationParam,
        ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
};
use tokio::sync::RwLock;

use super::{
    failure::Failure,
    resources,
    tools::{self, Definition},
    work::Work,
};
use crate::service::{After, Lore, Progress, panics::caught};

/// What an agent is told before it calls anything.
const INSTRUCTIONS: &str = "\
lore is the memory that coding agents share: what they decided, built, broke and learned, over all projects.
Before you design, decide or debug something, search_knowledge for what is known about it: a question or a \
few words in plain language, restricted by project_id or type where that helps.
After you decided or learned something that others would want to know, store_knowledge it: one fact an entry, \
with its reason, understandable without this conversation, with project_id and your agent name. Search first; \
when an entry about it exists, edit_knowledge that one instead. Never store keys, tokens or passwords.
People curate this memory: what they deleted stays deleted, so do not store it again. What you delete goes to \
a trash from which people can bring it back.
An id names an entry; where two repositories have the same id, give the repository, too. A revision tells how an \
entry stood when you read it: give it when you change the entry, and nobody's change gets lost.";

/// One server of the protocol; clones share the store.
#[derive(Debug, Clone)]
pub struct Handler {
    lore: Lore,
    /// Held for reading by every call that writes.
    writing: Arc<RwLock<()>>,
}

impl Handler {
    /// A server over a store.
    pub fn new(lore: Lore) -> Self {
        Self {
            lore,
            writing: Arc::default(),
        }
    }

    /// Waits until nothing is being written any more.
    pub async fn finish(&self) {
        let _nothing_is_written = self.writing.write().await;
        self.lore.drain().await;
    }

    /// Has the store looked after in the background.
    fn keep_up_after(&self, tool: &Definition) {
        let lore = self.lore.clone();
        let after = if tool.writes() {
            After::Write
        } else {
            After::Search
        };
        tokio::spawn(async move { lore.keep_up(after).await });
    }

    /// Calls a tool. A call that is taken back stops at once when it only reads, else where everything
    /// is whole.
    async fn call(
        &self,
        tool: &Definition,
        arguments: JsonObject,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResult, Failure> {
        let (work, mut news) = Work::new();
        let cancel = work.cancel.clone();
        let writing = if tool.writes() {
            Some(Arc::clone(&self.writing).read_owned().await)
        } else {
            None
        };
        let call = tool.call(arguments, self.lore.clone(), work);
        let mut task = tokio::spawn(async move {
            let result = call.await;
            drop(writing);
            result
        });
        let listener = context.meta.get_progress_token();
        loop {
            tokio::select! {
                done = &mut task => {
                    self.keep_up_after(tool);
                    // Damaged files can make LanceDB panic.
                    return done.unwrap_or_else(|error| Err(Failure::internal(&error)));
                }
                () = context.ct.cancelled(), if !cancel.is_cancelled() => {
                    cancel.cancel();
                    if !tool.writes() {
                        task.abort();
                        return Err(Failure::invalid("the call was taken back"));
                    }
                }
                Ok(()) = news.changed(), if listener.is_some() => {
                    let latest = *news.borrow_and_update();
                    if let (Some(token), Some(Progress { done, total })) = (&listener, latest) {
                        let told = ProgressNotificationParam::new(token.clone(), done as f64)
                            .with_total(total as f64);
                        // Who does not listen any more misses nothing else.
                        context.peer.notify_progress(told).await.ok();
                    }
                }
            }
        }
    }
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .build();
        let lore = Implementation::new("lore", env!("CARGO_PKG_VERSION"))
            .with_title("lore")
            .with_description("The memory that coding agents share");
        ServerConfig::new(capabilities)
            .with_server_info(lore)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = tools::all()
            .iter()
            .map(|definition| definition.tool.clone());
        Ok(ListToolsResult::with_all_items(tools.collect()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::named(name).map(|definition| definition.tool.clone())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = tools::named(&request.name) else {
            let names: Vec<&str> = tools::all().iter().map(|one| &*one.tool.name).collect();
            return Err(ErrorData::invalid_params(
                format!(
                    "there is no tool `{}`: use {}",
                    request.name.escape_debug(),
                    names.join(", ")
                ),
                None,
            ));
        };
        let arguments = request.arguments.unwrap_or_default();
        let result = self.call(tool, arguments, context).await;
        Ok(result.unwrap_or_else(Failure::into_result).into())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let cursor = request.and_then(|request| request.cursor);
        let page = caught(resources::page(&self.lore, cursor.as_deref())).await;
        let page = page.unwrap_or_else(|panicked| Err(Failure::internal(&panicked)));
        page.map_err(Failure::into_protocol)
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let templates = vec![resources::template()];
        Ok(ListResourceTemplatesResult::with_all_items(templates))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let read = caught(resources::read(&self.lore, &request.uri)).await;
        let read = read.unwrap_or_else(|panicked| Err(Failure::internal(&panicked)));
        Ok(read.map_err(Failure::into_protocol)?.into())
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let message = format!(
            "there is no method `{}`: tools/list and tools/call, resources/list, resources/templates/list and resources/read are what there is",
            request.method.escape_debug()
        );
        Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, message, None))
    }
}
